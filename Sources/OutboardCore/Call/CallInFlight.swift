/// A call that was not answered when its plugin ended.
public struct CallInFlight: Sendable, Hashable, Codable {
    /// The method, with the labels of its parameters.
    public let method: String
    /// How long ago the call began, in seconds; within 0.1 ms.
    public let age: Double

    /// Describes a call.
    package init(method: String, ageNanoseconds: UInt64) {
        self.method = method
        self.age = Double(ageNanoseconds) / 1e9
    }
}
