/// How long the parts of the suite `service` are measured.
struct ServicePlan: Sendable {
    /// For each load.
    var loadNanoseconds: UInt64 = 6_000_000_000
    /// For finding out how many calls a caller manages.
    var capacityNanoseconds: UInt64 = 1_000_000_000
    /// For each number of callers.
    var callersNanoseconds: UInt64 = 6_000_000_000
    /// For each length of a chain.
    var chainNanoseconds: UInt64 = 6_000_000_000

    static let full = ServicePlan()
    static let quick = ServicePlan(
        loadNanoseconds: 500_000_000, capacityNanoseconds: 200_000_000, callersNanoseconds: 500_000_000,
        chainNanoseconds: 500_000_000)
}
