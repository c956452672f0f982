/// The outcome of one call of a batch whose calls have different results.
final class BatchOutcome<Client: InterfaceClient, Value>: AnyBatchOutcome {
    private let call: MethodCall<Client, Value>
    private(set) var result: Result<Value, any Error> = .failure(CancellationError())

    init(_ call: MethodCall<Client, Value>) {
        self.call = call
    }

    var entry: Batch.Entry { Batch.Entry(call) }

    func finish(_ outcome: Result<Answer, any Error>, _ binding: CallBinding) {
        result = Result { try binding.decode(outcome.get(), method: call.method, call.decode) }
    }
}

/// An outcome without the type of its value.
protocol AnyBatchOutcome: AnyObject {
    var entry: Batch.Entry { get }
    /// Decodes what has come.
    func finish(_ outcome: Result<Answer, any Error>, _ binding: CallBinding)
}
