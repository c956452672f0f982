internal import OutboardCore

/// What the host configured the plugin with, before its type is known.
public struct PluginConfiguration: Sendable {
    let envelope: ConfigurationEnvelope

    /// The configuration as a value.
    ///
    /// - Throws: An error that shows both layouts if the host gave another type.
    public func value<T: WireValue>(as type: T.Type = T.self) throws -> T {
        try envelope.open(as: T.self)
    }
}
