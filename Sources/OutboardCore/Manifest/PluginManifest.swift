/// What a plugin says about itself in its own file: known before it runs.
///
/// `@PluginManifest` and the C macro `OUTBOARD_PLUGIN_NOTE` put it there, as an ELF note. It is the author's word, for
/// listing, choosing and packing plugins, and nothing that a plugin gets follows from it: what counts when the plugin is
/// called is its handshake, and what it may do is the host's choice.
public struct PluginManifest: Hashable, Sendable {
    /// An interface with its version, such as `Greeter 1.2`.
    public struct Interface: Hashable, Sendable {
        /// The name of the interface.
        public let name: String
        /// The version.
        public let version: InterfaceVersion

        /// Names a version of an interface.
        public init(name: String, version: InterfaceVersion) {
            self.name = name
            self.version = version
        }

        /// Reads text such as `Greeter 1.2`; nil for anything else.
        public init?(_ text: String) {
            guard let space = text.lastIndex(of: " "), space > text.startIndex,
                let version = InterfaceVersion(String(text[text.index(after: space)...]))
            else { return nil }
            self.init(name: String(text[..<space]), version: version)
        }
    }

    /// The name by which the plugin introduces itself.
    public var name: String
    /// Which build of the plugin it is.
    public var version: PluginVersion
    /// The interfaces that it serves; several versions of one are several of them.
    public var interfaces: [Interface]
    /// What it asks for beyond what each plugin may do, such as `network` or `read /etc/hosts`.
    ///
    /// A host grants it or does not: see `SandboxGrant` of the host library.
    public var capabilities: [String]

    /// Creates a manifest.
    public init(name: String, version: PluginVersion, interfaces: [Interface], capabilities: [String] = []) {
        self.name = name
        self.version = version
        self.interfaces = interfaces
        self.capabilities = capabilities
    }
}

extension PluginManifest.Interface: CustomStringConvertible, ExpressibleByStringLiteral {
    /// Such as `Greeter 1.2`.
    public var description: String { "\(name) \(version)" }

    /// Creates an interface from a literal.
    ///
    /// A literal of another form than `"Greeter 1.2"` is a programming error and stops the program when it is first
    /// used; `@PluginManifest` refuses it at compile time.
    public init(stringLiteral text: String) {
        guard let interface = Self(text) else {
            preconditionFailure("'\(text)' is not an interface with its version: write it as \"Greeter 1.2\"")
        }
        self = interface
    }
}
