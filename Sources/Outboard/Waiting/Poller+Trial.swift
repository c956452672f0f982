internal import COutboardUring
internal import OutboardSystem
internal import SystemPackage

extension Poller {
    /// A poller with io_uring for the calling thread, after a trial: all that is used later has worked once.
    ///
    /// Some 100 µs.
    ///
    /// - Parameter descriptors: As for ``init(_:descriptors:)``.
    /// - Returns: An empty poller.
    /// - Throws: Why there is none.
    static func withRing(descriptors: Int) throws(UringRefusal) -> Poller {
        let poller: Poller
        let missing: String?
        do throws(Errno) {
            let ring = try UringRing(descriptors: descriptors)
            missing = ring.missing
            poller = try Poller(ring: ring)
        } catch {
            throw .setUp(error)
        }
        if let missing { throw .missing(missing) }
        try poller.tryOut()
        return poller
    }

    /// Has a bell told once for each ring, a level told for as long as it is there, and nothing after the removal.
    private func tryOut() throws(UringRefusal) {
        let told: [[UInt64]]
        do throws(Errno) {
            told = try tryBells()
        } catch {
            throw .setUp(error)
        }
        if let error = takeRefusal() { throw .wait(error) }
        let steps = [
            "a bell that does not ring", "a bell's first ring", "silence after it", "its second ring",
            "a level", "the level again", "silence after the removal",
        ]
        let expected: [[UInt64]] = [[], [1], [], [1], [2], [2], []]
        for index in steps.indices where told[index] != expected[index] {
            throw .trial("\(steps[index]) gave \(told[index].count) events")
        }
    }

    private func tryBells() throws(Errno) -> [[UInt64]] {
        let bell = try Bell()
        let level = try Bell()
        var told: [[UInt64]] = []
        try add(bell.raw, [.input, .edge], token: 1)
        told.append(tokens(isExpected: false))
        Bell.ring(bell.raw)
        told.append(tokens(isExpected: true))
        told.append(tokens(isExpected: false))
        Bell.ring(bell.raw)
        told.append(tokens(isExpected: true))
        try add(level.raw, .input, token: 2)
        Bell.ring(level.raw)
        told.append(tokens(isExpected: true))
        told.append(tokens(isExpected: true))
        try remove(bell.raw)
        try remove(level.raw)
        Bell.ring(bell.raw)
        told.append(tokens(isExpected: false))
        return told
    }

    /// The tokens of one wait: of a second, in which signals may interrupt, or of no time.
    private func tokens(isExpected: Bool) -> [UInt64] {
        var buffer = [EpollEvent](repeating: EpollEvent(), count: 4)
        let start = MonotonicClock.now()
        while true {
            let count = unsafe buffer.withUnsafeMutableBufferPointer { buffer in
                unsafe wait(into: buffer, timeoutNanoseconds: isExpected ? 1_000_000_000 : 0)
            }
            if count != 0 || !isExpected || backend == .epoll || MonotonicClock.now() - start > 1_000_000_000 {
                return buffer.prefix(max(0, count)).map { $0.events == .input ? $0.token : 0 }
            }
        }
    }
}
