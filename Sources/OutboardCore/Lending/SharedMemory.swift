package import OutboardSystem

/// The memory of a buffer, as one process has it mapped: the host that made it, or a plugin that was lent it.
///
/// Mapped for as long as somebody refers to it.
package final class SharedMemory: Sendable {
    /// What the host that made it calls it in its calls; 0 in a plugin, which has nothing to lend.
    package let number: UInt32
    let mapping: Mapping

    /// Takes over a mapping.
    package init(number: UInt32 = 0, _ mapping: consuming Mapping) {
        self.number = number
        self.mapping = mapping
    }

    /// All of its bytes.
    var bytes: SharedBytes { unsafe SharedBytes(self, mapping.base, count: mapping.byteCount) }
}
