extension TaskLane {
    /// A task to be resumed once the lock is released.
    enum Resumption {
        /// It may encode its arguments.
        case admitted(CheckedContinuation<Void, any Error>)
        /// It was held, and its call is over.
        case refused(CheckedContinuation<Void, any Error>, any Error)
        /// Its call is over.
        case ended(CheckedContinuation<AsyncAnswer, any Error>, Result<AsyncAnswer, any Error>)

        func resume() {
            switch self {
            case .admitted(let continuation): continuation.resume()
            case .refused(let continuation, let error): continuation.resume(throwing: error)
            case .ended(let continuation, let result): continuation.resume(with: result)
            }
        }
    }
}
