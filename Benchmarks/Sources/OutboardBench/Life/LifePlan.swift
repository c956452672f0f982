/// How often the parts of the suite `life` do what they measure.
struct LifePlan: Sendable {
    /// For each way to wait.
    var kills = 300
    var restarts = 1000
    /// While calls are made.
    var reloads = 40
    /// How many plugins are started, one after the other.
    var starts = 200
    /// How many plugins are looked at for their memory.
    var processes = 16

    static let full = LifePlan()
    static let quick = LifePlan(kills: 30, restarts: 100, reloads: 5, starts: 20, processes: 4)
}
