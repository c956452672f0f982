/// Where a plugin prints.
public enum PluginStream: String, Sendable, Hashable {
    /// The standard output.
    case stdout
    /// The standard error.
    case stderr
}
