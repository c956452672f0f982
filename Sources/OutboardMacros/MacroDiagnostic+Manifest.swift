#if Macros
/// What `@PluginManifest` finds wrong.
extension MacroDiagnostic {
    static func manifestPlace(_ name: String, kind: String) -> Self {
        Self(
            "manifest.place",
            "@PluginManifest belongs to the type that conforms to Plugin and '\(name)' is \(kind): move it there"
        )
    }

    static func manifestName() -> Self {
        Self("manifest.name", "the name of a plugin is text in the source: write it as a string literal")
    }

    static func manifestVersion(_ text: String) -> Self {
        Self("manifest.version", "\(text) is not the version of a program: write it as \"1.4.2\"")
    }

    static func manifestInterface(_ text: String) -> Self {
        Self("manifest.interface", "\(text) is not an interface with its version: write it as \"Greeter 1.2\"")
    }

    static func manifestCapability(_ text: String) -> Self {
        Self(
            "manifest.capability",
            "\(text) is no capability: write it as a string literal, such as \"network\" or \"read /etc/hosts\""
        )
    }

    static func manifestSize(_ byteCount: Int, _ maximum: Int) -> Self {
        Self("manifest.size", "the manifest has \(byteCount) bytes and may have \(maximum): ask for less")
    }
}
#endif
