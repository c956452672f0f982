internal import Outboard

/// What a host does next: how it calls, and how both sides wait.
struct PhaseOrder: Sendable, CustomStringConvertible {
    let shape: PhaseShape
    /// Whether both sides poll for a while before they park.
    ///
    /// Who parks at once has done so before the other side, if that sleeps, can answer: only one that is awake can meet
    /// the arming.
    let polls: Bool

    /// All that there is on one processor, where nobody polls, or on two.
    static func all(onOne: Bool) -> [Self] {
        PhaseShape.allCases.flatMap { shape in
            (onOne ? [false] : [false, true]).map { Self(shape: shape, polls: $0) }
        }
    }

    init(shape: PhaseShape, polls: Bool) {
        self.shape = shape
        self.polls = polls
    }

    /// Reads ``description``.
    init?(_ text: some StringProtocol) {
        let words = text.split(separator: "-")
        guard let first = words.first, let shape = PhaseShape(rawValue: String(first)) else { return nil }
        self.init(shape: shape, polls: words.count > 1)
    }

    /// Its name.
    var description: String { polls ? "\(shape.rawValue)-polling" : shape.rawValue }
    /// Calls of a block: a tenth of a second or less.
    var callsPerBlock: Int { polls ? 250 : 1000 }
    /// How both sides wait.
    var policy: WaitPolicy { polls ? .adaptive : .park }
}
