/// The cost of a call as work of the processors and a multiple of the floor: mean ≈ work + crossings × floor.
///
/// Least squares over blocks. It says something only where the floor was not the same all the time, as on virtual machines.
struct FloorFit: Sendable {
    /// What does not depend on the floor, in nanoseconds.
    let workNs: Double
    /// How often a cache line crosses there and back, in effect.
    let crossings: Double

    /// Fits blocks; `nil` if the floor of the slowest tenth is less than 1.3 times that of the fastest.
    init?(_ pairs: [BlockPair]) {
        let points = pairs.map { (x: ($0.floorBeforeNs + $0.floorAfterNs) / 2, y: $0.meanNs) }
        let floors = points.map(\.x).sorted()
        guard floors.count >= 40, floors[floors.count * 9 / 10] >= 1.3 * floors[floors.count / 10] else { return nil }
        let count = Double(points.count)
        let meanX = points.reduce(0) { $0 + $1.x } / count
        let meanY = points.reduce(0) { $0 + $1.y } / count
        let variance = points.reduce(0) { $0 + ($1.x - meanX) * ($1.x - meanX) }
        let covariance = points.reduce(0) { $0 + ($1.x - meanX) * ($1.y - meanY) }
        self.crossings = covariance / variance
        self.workNs = meanY - crossings * meanX
    }
}
