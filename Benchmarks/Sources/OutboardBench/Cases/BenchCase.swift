/// A case: what it is called and how its calls are made.
struct BenchCase {
    let title: CaseTitle
    /// Prepares the calls, once the plugin runs.
    let make: (BenchPair) throws -> any Workload
}
