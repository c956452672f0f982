internal import Glibc
internal import Logging
internal import OutboardCore
internal import OutboardSystem

// What the waiting thread does with what a plugin prints. The bytes may be a hostile plugin's.
extension Generation {
    /// Reads what the plugin wrote, some of it at a time.
    func readOutput(_ stream: PluginStream) {
        if !readOutput(stream, budget: 1, isLast: false) { watch.unwatch(descriptor(stream)) }
    }

    /// Reads what is left in the pipes of a plugin that has ended.
    func readLastOutput() {
        for stream in [PluginStream.stdout, .stderr] {
            _ = readOutput(stream, budget: 16, isLast: true)
            let (lines, dropped) = state.withLock { state in
                let end = Self.lines(stream)
                return (state[keyPath: end].end(), state[keyPath: Self.flow(stream)].lastReport())
            }
            deliver([], lines, stream)
            if let dropped { tell(dropped: dropped, stream) }
        }
    }

    /// Reads again what was not read because too much of it waited.
    func resumeOutput() {
        let streams = state.withLock { state -> [PluginStream] in
            guard !state.paused.isEmpty, outputBudget.hasRoomOrWillTell() else { return [] }
            defer { state.paused = [] }
            return state.paused
        }
        for stream in streams { resume(stream) }
    }

    private func resume(_ stream: PluginStream) {
        watch.watchAgain(descriptor(stream), stream == .stdout ? .stdout : .stderr)
    }

    private func descriptor(_ stream: PluginStream) -> Int32 {
        switch stream {
        case .stdout: link.stdout.raw
        case .stderr: link.stderr.raw
        }
    }

    private static func lines(_ stream: PluginStream) -> WritableKeyPath<State, OutputLines> {
        stream == .stdout ? \.stdout : \.stderr
    }

    private static func flow(_ stream: PluginStream) -> WritableKeyPath<State, OutputFlow> {
        stream == .stdout ? \.stdoutFlow : \.stderrFlow
    }

    /// Reads a few times.
    ///
    /// - Returns: Whether it is to be watched for more.
    private func readOutput(_ stream: PluginStream, budget: Int, isLast: Bool) -> Bool {
        let buffer = unsafe watch.scratch
        for _ in 0..<budget {
            if options.outputHandler != nil, !isLast, !outputBudget.hasRoomOrWillTell() {
                // Its pipe holds the rest, and then the plugin's writing: no byte is lost.
                state.withLock { $0.paused.append(stream) }
                return false
            }
            let count = unsafe read(descriptor(stream), buffer.baseAddress, buffer.count)
            if count < 0 { return errno == EAGAIN || errno == EINTR }
            let now = MonotonicClock.now()
            if options.outputHandler == nil, !isLast, count > 0, !mayHandle(stream, now) {
                unsafe drop(count, in: buffer, stream, now)
                return false
            }
            let bytes = unsafe Array(buffer.prefix(max(0, count)))
            // What a handler gets is cut into lines for messages about the end alone.
            let cut = options.outputHandler == nil ? bytes : Array(bytes.suffix(OutputLines.keptBytes))
            let lines = state.withLock { state -> [String] in
                let cutter = Self.lines(stream)
                let lines = count > 0 ? state[keyPath: cutter].add(cut) : state[keyPath: cutter].end()
                state[keyPath: Self.flow(stream)].handled(byteCount: bytes.count, lines: lines.count, now: now)
                return lines
            }
            deliver(bytes, lines, stream)
            if count == 0 { return false }
        }
        return true
    }

    private func mayHandle(_ stream: PluginStream, _ now: UInt64) -> Bool {
        state.withLock { $0[keyPath: Self.flow(stream)].mayHandle(now: now) }
    }

    /// Drops what was read, and what more there is, because too much has come, and lets the stream rest for a while.
    ///
    /// The plugin may wait meanwhile, with its pipe full: so the pipe is emptied, and the rest is short.
    private func drop(
        _ byteCount: Int, in buffer: UnsafeMutableRawBufferPointer, _ stream: PluginStream, _ now: UInt64
    ) {
        var begun: [String] = []
        var count = byteCount
        var reads: UInt64 = 0
        while count > 0 {
            let end = unsafe Array(buffer.prefix(count).suffix(OutputLines.keptBytes))
            state.withLock { state in
                begun += state[keyPath: Self.lines(stream)].skip(end)
                state[keyPath: Self.flow(stream)].dropped(byteCount: count)
            }
            reads += 1
            count =
                reads < OutputFlow.readsAtOnce ? unsafe read(descriptor(stream), buffer.baseAddress, buffer.count) : 0
        }
        deliver([], begun, stream)
        if let dropped = state.withLock({ $0[keyPath: Self.flow(stream)].report(now: now) }) {
            tell(dropped: dropped, stream)
        }
        watch.schedule(at: now.addingClamped(reads * OutputFlow.pause)) { [weak self] in self?.resume(stream) }
    }

    private func tell(dropped byteCount: Int, _ stream: PluginStream) {
        LogDelivery.shared.note(
            .warning,
            "\(byteCount) bytes that \(title) wrote to \(stream.rawValue) were dropped: they came faster than they are logged",
            to: logger)
    }

    /// Hands output to its handler as it is, or to the logger as lines.
    private func deliver(_ bytes: [UInt8], _ lines: [String], _ stream: PluginStream) {
        let budget = outputBudget
        guard let handler = options.outputHandler else { return deliver(lines, stream, budget) }
        guard !bytes.isEmpty else { return }
        budget.take(bytes.count)
        LogDelivery.shared.run {
            handler(stream, bytes)
            budget.give(bytes.count)
        }
    }

    /// Hands lines to the logger: no more than the plugin's own share may wait for it.
    private func deliver(_ lines: [String], _ stream: PluginStream, _ budget: DeliveryBudget) {
        guard !lines.isEmpty else { return }
        let byteCount = lines.reduce(0) { $0 &+ $1.utf8.count }
        guard budget.hasRoom else {
            return state.withLock { $0[keyPath: Self.flow(stream)].dropped(byteCount: byteCount) }
        }
        let cost = byteCount &+ lines.count &* OutputFlow.lineCost
        budget.take(cost)
        LogDelivery.shared.deliver(lines.map { LogLine(stream: stream, text: $0) }, to: logger)
        LogDelivery.shared.run { budget.give(cost) }
    }
}
