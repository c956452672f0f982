/// What the host gave this process, by the numbers of the contract.
///
/// A plugin that was started by its host has them at these numbers. One that attached has them elsewhere, because others may be
/// in use there.
struct PluginDescriptors: Sendable {
    private let moved: [Int32: Int32]

    /// Those of a plugin that was started by its host.
    static let inherited = PluginDescriptors([:])

    /// Those of a plugin that attached.
    init(_ moved: [Int32: Int32]) {
        self.moved = moved
    }

    /// Where a descriptor of the contract is.
    subscript(number: Int32) -> Int32 { moved[number] ?? number }
}
