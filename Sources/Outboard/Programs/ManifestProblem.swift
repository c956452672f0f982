/// Why the manifest of a file cannot be read.
struct ManifestProblem: Error {
    /// As a clause whose subject is the file: "it is not an ELF file".
    let clause: String
}
