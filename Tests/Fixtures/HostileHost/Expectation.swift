/// How the calls of a plugin that attacks may end.
struct Expectation {
    /// The outcomes that there may be.
    let allowed: Set<String>
    /// One that there must be.
    let needed: String?

    /// What is wrong with outcomes; nil if nothing.
    func complaint(about outcomes: [String: Int]) -> String? {
        let wrong = Set(outcomes.keys).subtracting(allowed)
        if !wrong.isEmpty { return "calls ended in \(wrong.sorted().joined(separator: ", "))" }
        if let needed, outcomes[needed] == nil { return "no call ended in \(needed)" }
        return nil
    }

    /// Calls are answered, or not in time: on a busy machine, any of them.
    private static let answers: Set = ["value", "timeout", "busy"]
    /// The plugin is killed for what it wrote.
    private static let violations: Set = ["violated", "notSent"]
    /// It is gone, or did not even start.
    private static let ends: Set = ["lost", "notSent", "startFailed"]
    /// Errors that it may make up.
    private static let madeUp: Set = ["remote", "invalidPayload", "unknownMethod"]

    /// What is expected of an attack.
    static func of(_ attack: String) -> Expectation {
        switch attack {
        // What it writes is a violation, whatever the seed.
        case "A02", "A03", "A07", "A08", "A08b", "A09", "A10", "A11", "A22":
            Expectation(allowed: answers.union(violations).union(madeUp), needed: "violated")
        // What it writes may be a violation, no record at all, or an answer like any other; or no call is in flight when
        // the violation is noticed.
        case "A01", "A04", "A04b", "A06", "A12", "A14", "A17", "A20", "A20b", "A20c", "A24", "A26b", "A32", "A33",
            "A34", "A35", "A37c":
            Expectation(allowed: answers.union(violations).union(madeUp), needed: nil)
        // It does not answer.
        case "A13", "A15":
            Expectation(allowed: answers, needed: "timeout")
        // It cannot do what it tries, or harms itself alone, and answers.
        case "A18", "A19", "A21", "A21b", "A23", "A38", "A39", "A40", "A41", "A42", "A43", "A44", "A44b", "A46", "A49",
            "A50", "A51", "A52", "A55", "A56", "A57":
            Expectation(allowed: answers, needed: "value")
        // It is as slow as it likes.
        case "A16", "A27", "A27b", "A28", "A29", "A30", "A37", "A37b", "A37d", "A46b", "A48":
            Expectation(allowed: answers, needed: nil)
        // It does not come up.
        case "A25", "A62":
            Expectation(allowed: ["startFailed"], needed: "startFailed")
        case "A60":
            Expectation(allowed: ["startFailed", "interfaceMismatch"], needed: nil)
        // It ends, hangs, or goes on; or mixes up its descriptors, so that it says things in the wrong place.
        default:
            Expectation(allowed: answers.union(ends).union(violations), needed: nil)
        }
    }
}
