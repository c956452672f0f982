/// How the calls of one kind ended.
public struct CallTally: Sendable, CustomStringConvertible {
    /// The kind.
    public var name: String
    /// Calls that were begun.
    public var begun = 0
    /// Calls that returned the right value.
    public var answered = 0
    /// Calls that were lost with their plugin, and said so.
    public var lost = 0
    /// Calls that were not sent, and said so.
    public var notSent = 0
    /// Calls that ran into the time-out that they were given for that.
    public var timedOut = 0

    /// How many outcomes there were.
    public var outcomes: Int { answered + lost + notSent + timedOut }

    /// All numbers in one line.
    public var description: String {
        "\(name): \(begun) calls, \(answered) answered, \(lost) lost, \(notSent) not sent, \(timedOut) timed out"
    }
}
