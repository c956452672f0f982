extension InterfaceVersion: ExpressibleByStringLiteral {
    /// Creates a version from a literal.
    ///
    /// A literal of another form than `"1.2"` is a programming error and stops the program when the interface is
    /// first used; `@PluginInterface` refuses it at compile time.
    public init(stringLiteral text: String) {
        guard let version = InterfaceVersion(text) else {
            preconditionFailure("'\(text)' is not an interface version: write it as \"1.2\"")
        }
        self = version
    }
}
