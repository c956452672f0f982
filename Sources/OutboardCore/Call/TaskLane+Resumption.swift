extension TaskLane {
    /// What has to be done once the lock is released: a task is resumed, or the plugin is told.
    enum Resumption {
        /// The plugin runs tasks for calls that were given up.
        case cancelsTasks(CallChannel)
        /// Its task serves a callback, and is to end that.
        case cancelsService(AsyncCall)
        /// The plugin broke the protocol.
        case violated(CallChannel, ProtocolViolation)
        /// It may encode its arguments.
        case admitted(CheckedContinuation<Void, any Error>)
        /// It was held, and its call is over.
        case refused(AsyncCall, CheckedContinuation<Void, any Error>, any Error)
        /// Its call is over.
        case ended(AsyncCall, CheckedContinuation<AsyncAnswer, any Error>, Result<AsyncAnswer, any Error>)

        /// Whether the plugin is told.
        var cancelsTasks: Bool {
            if case .cancelsTasks = self { return true }
            return false
        }

        func resume() {
            switch self {
            case .cancelsTasks(let channel): channel.parts.cancelTasks()
            case .cancelsService(let call): call.service?.cancel { true }
            case .violated(let channel, let violation): channel.parts.violated(violation)
            case .admitted(let continuation): continuation.resume()
            case .refused(let call, let continuation, let error):
                call.handOver()
                continuation.resume(throwing: error)
            case .ended(let call, let continuation, let result):
                call.handOver()
                continuation.resume(with: result)
            }
        }
    }
}
