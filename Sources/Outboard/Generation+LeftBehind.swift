internal import OutboardCore
internal import OutboardSystem

// A process that was killed and does not end, because the kernel holds it: in a file system that hangs, or in a control
// group that is frozen. Nobody waits for it longer than this, and whatever it was to do is over: it is dead before it
// gets to its next instruction.
extension Generation {
    /// How long the host waits for the end of a process that it has killed, in nanoseconds.
    static let killPatience: UInt64 = 5_000_000_000

    /// Goes on without the process.
    func goOnWithout() {
        guard !link.process.isReadable else { return finish() }
        conclude(.unknown, isLeftBehind: true)
        // Callers sleep until a bell rings, the process ends or this does. Not by a bell: a plugin can fill its bells so that
        // who rings one waits for ever.
        link.control.shutDown()
        Self.collect(link, watch)
    }

    /// Collects the process when it has ended after all.
    private static func collect(_ link: ProcessLink, _ watch: GenerationWatch) {
        watch.schedule(at: MonotonicClock.now().addingClamped(1_000_000_000)) {
            guard link.process.isReadable else { return collect(link, watch) }
            link.process.killGroup()
            _ = link.process.reap()
        }
    }
}

extension Generation.State {
    /// Notes that the process is killed now.
    mutating func expectEnd(_ reason: EndReason, now: UInt64) {
        guard !isKilled else { return }
        isKilled = true
        deadline = (now.addingClamped(Generation.killPatience), reason)
    }
}
