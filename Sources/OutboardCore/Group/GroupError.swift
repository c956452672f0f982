/// No plugin of a group gave a value.
public struct GroupError: Error, CustomStringConvertible {
    /// What each plugin's call failed with, in the order of the group.
    public let failures: [any Error]

    init<Value>(_ answers: [GroupAnswer<Value>]) {
        failures = answers.sorted { $0.index < $1.index }.compactMap { answer in
            if case .failure(let error) = answer.result { error } else { nil }
        }
    }

    /// All the failures.
    public var description: String {
        failures.isEmpty
            ? "the group has no plugins"
            : "no plugin of the group gave a value: "
                + failures.enumerated().map { "\($0): \($1)" }.joined(separator: "; ")
    }
}
