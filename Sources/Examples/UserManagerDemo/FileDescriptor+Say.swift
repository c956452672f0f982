import SystemPackage

extension FileDescriptor {
    /// Writes a text as it is, at once: what the demo says must be there even if it dies of the next thing it does.
    func say(_ text: String) throws {
        try writeAll(text.utf8)
    }
}
