/// Finds out when another program lies at a plugin's path, ready to be started.
///
/// A value without a clock or a file system of its own. Not thread-safe.
struct ProgramWatch {
    /// What was started last, well or not.
    private(set) var started: ProgramFile?
    /// What lay there at the last look.
    private var seen: ProgramFile?

    /// Notes what is about to be started.
    mutating func noteStart(of file: ProgramFile?) {
        started = file
        seen = nil
    }

    /// Notes what lies there now.
    ///
    /// - Returns: Whether to start it: it is new, and was the same at the look before.
    mutating func look(at file: ProgramFile?) -> Bool {
        defer { seen = file }
        guard let file, file != started else { return false }
        return file == seen
    }
}
