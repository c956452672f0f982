internal import OutboardCore
internal import OutboardSystem

// How a plugin is reloaded when its file changes.
extension Supervisor {
    /// How long it takes until the file is looked at again, in nanoseconds.
    static let lookInterval: UInt64 = 250_000_000

    /// Looks at the file from now on until the plugin is stopped.
    func watchProgram() {
        guard options.reloadsOnChange else { return }
        // Without a thread that keeps time nothing is started either, which is told there.
        try? time.schedule(time.now().addingClamped(Self.lookInterval)) { [weak self] in self?.lookLater() }
    }

    /// Has the launch thread look: a file system that hangs hangs what would launch from it, and nothing else.
    private func lookLater() {
        guard life.withLock({ $0.isWanted }) else { return }
        LaunchThread.shared.submit { [weak self] in
            self?.look()
            self?.watchProgram()
        }
    }

    private func look() {
        let path = life.withLock { $0.program.path }
        let file = ProgramFile(path)
        let isReady = life.withLock { life in
            // A start that is under way has run what lies there, or is about to.
            guard life.reload == nil, life.nextReload == nil, life.program.path == path else { return false }
            return life.watch.look(at: file)
        }
        if isReady { _ = reload(path: nil, configuration: nil) }
    }
}
