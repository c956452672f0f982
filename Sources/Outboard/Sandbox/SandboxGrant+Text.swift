extension SandboxGrant {
    /// The forms of a grant as text, for messages.
    static let forms = "network, processes, or read, write or execute with an absolute path, like \"read /etc/hosts\""

    /// Reads a grant as ``description`` gives it; nil for anything else, such as a relative path.
    public init?(_ text: String) {
        let words = text.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        switch (words[0], words.count == 2 ? words[1] : nil) {
        case ("network", nil): self = .network
        case ("processes", nil): self = .processes
        case ("read", let path?) where path.hasPrefix("/"): self = .read(path)
        case ("write", let path?) where path.hasPrefix("/"): self = .write(path)
        case ("execute", let path?) where path.hasPrefix("/"): self = .execute(path)
        default: return nil
        }
    }
}
