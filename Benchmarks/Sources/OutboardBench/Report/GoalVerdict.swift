/// What became of one goal.
struct GoalVerdict: CustomStringConvertible {
    let goal: String
    /// What was measured instead; `nil` if nothing was.
    let measured: String?
    /// `nil` if what was measured does not decide it.
    let isMet: Bool?

    var description: String {
        guard let measured else { return "  not measured  \(goal)" }
        let verdict = isMet.map { $0 ? "met" : "missed" } ?? "undecided"
        return "  \(verdict.aligned(left: 14))\(goal): \(measured)"
    }
}
