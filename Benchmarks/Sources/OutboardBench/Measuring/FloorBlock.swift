/// A block of the floor, and what disturbed the threads until then.
struct FloorBlock {
    /// Nanoseconds of a round.
    var meanNs: Double
    /// How often the calling thread had lost its processor before the block.
    var hostInterruptions: UInt64
    /// How often the plugin's thread had.
    var pluginInterruptions: UInt64
}
