extension PluginManifest {
    /// Compares the manifest with what the program really is.
    ///
    /// - Returns: Nothing if they agree, otherwise a sentence for the plugin's author.
    package func disagreement(withName name: String, serving interfaces: [InterfaceDescriptor]) -> String? {
        let served = interfaces.map { Interface(name: $0.name, version: $0.version) }
        guard self.name == name else {
            return "the plugin's manifest names it \(self.name), and it calls itself \(name): correct @PluginManifest"
        }
        guard Set(self.interfaces) == Set(served) else {
            return "the plugin's manifest lists \(Self.list(self.interfaces)), and it serves \(Self.list(served)): "
                + "correct @PluginManifest"
        }
        return nil
    }

    private static func list(_ interfaces: [Interface]) -> String {
        interfaces.isEmpty ? "no interface" : interfaces.map(\.description).joined(separator: ", ")
    }
}
