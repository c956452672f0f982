internal import Glibc
internal import OutboardCore
internal import OutboardSystem

// What the waiting thread does with what a plugin prints. The bytes may be a hostile plugin's.
extension Generation {
    /// Reads what the plugin wrote, some of it at a time.
    func readOutput(_ stream: PluginStream) {
        if !readOutput(stream, budget: 4, isLast: false) { watch.unwatch(descriptor(stream)) }
    }

    /// Reads what is left in the pipes of a plugin that has ended.
    func readLastOutput() {
        for stream in [PluginStream.stdout, .stderr] {
            _ = readOutput(stream, budget: 16, isLast: true)
            let lines = state.withLock { state in
                switch stream {
                case .stdout: state.stdout.end()
                case .stderr: state.stderr.end()
                }
            }
            deliver([], lines, stream)
        }
    }

    /// Reads again what was not read because too much of it waited.
    func resumeOutput() {
        let streams = state.withLock { state -> [PluginStream] in
            guard !state.paused.isEmpty, outputBudget.hasRoomOrWillTell() else { return [] }
            defer { state.paused = [] }
            return state.paused
        }
        for stream in streams { watch.watchAgain(descriptor(stream), stream == .stdout ? .stdout : .stderr) }
    }

    private func descriptor(_ stream: PluginStream) -> Int32 {
        switch stream {
        case .stdout: link.stdout.raw
        case .stderr: link.stderr.raw
        }
    }

    /// Reads a few times.
    ///
    /// - Returns: Whether it is to be watched for more.
    private func readOutput(_ stream: PluginStream, budget: Int, isLast: Bool) -> Bool {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 65536, alignment: 8)
        defer { unsafe buffer.deallocate() }
        for _ in 0..<budget {
            if options.outputHandler != nil, !isLast, !outputBudget.hasRoomOrWillTell() {
                // Its pipe holds the rest, and then the plugin's writing: no byte is lost.
                state.withLock { $0.paused.append(stream) }
                return false
            }
            let count = unsafe read(descriptor(stream), buffer.baseAddress, buffer.count)
            if count < 0 { return errno == EAGAIN || errno == EINTR }
            let bytes = unsafe Array(buffer.prefix(max(0, count)))
            let lines = state.withLock { state -> [String] in
                switch stream {
                case .stdout: return count > 0 ? state.stdout.add(bytes) : state.stdout.end()
                case .stderr: return count > 0 ? state.stderr.add(bytes) : state.stderr.end()
                }
            }
            deliver(bytes, lines, stream)
            if count == 0 { return false }
        }
        return true
    }

    /// Hands output to its handler as it is, or to the logger as lines.
    private func deliver(_ bytes: [UInt8], _ lines: [String], _ stream: PluginStream) {
        guard let handler = options.outputHandler else {
            LogDelivery.shared.deliver(lines.map { LogLine(stream: stream, text: $0) }, to: logger)
            return
        }
        guard !bytes.isEmpty else { return }
        let budget = outputBudget
        budget.take(bytes.count)
        LogDelivery.shared.run {
            handler(stream, bytes)
            budget.give(bytes.count)
        }
    }
}
