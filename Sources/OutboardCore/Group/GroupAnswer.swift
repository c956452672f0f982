/// How the call of one plugin of a group ended.
public struct GroupAnswer<Value> {
    /// The plugin: its place in ``PluginGroup/clients``.
    public let index: Int
    /// What the method returned, or what the call failed with.
    public let result: Result<Value, any Error>

    /// Makes an answer.
    public init(index: Int, result: Result<Value, any Error>) {
        self.index = index
        self.result = result
    }

    /// What the method returned; nothing if the call failed.
    public var value: Value? { try? result.get() }
}

extension GroupAnswer: Sendable where Value: Sendable {}
