internal import BenchInterface
internal import Glibc

/// The file that `--json` asks for: complete, or as it was before.
@safe
final class JSONFile {
    private let path: String
    private let temporaryPath: String
    private let file: UnsafeMutablePointer<FILE>
    private var isOpen = true

    /// Begins a file, or says why it cannot be written.
    init(path: String) throws {
        self.path = path
        self.temporaryPath = path + ".tmp"
        guard let file = unsafe fopen(temporaryPath, "we") else { throw Self.failure(path) }
        unsafe self.file = file
    }

    deinit {
        guard isOpen else { return }
        unsafe fclose(file)
        unsafe unlink(temporaryPath)
    }

    /// Writes the rows as a JSON array and puts the file in its place.
    func write(_ rows: [ResultRow]) throws {
        try write(objects: rows.map(\.json))
    }

    /// Writes JSON objects as an array and puts the file in its place.
    func write(objects: [String]) throws {
        let text = "[\n" + objects.map { "  " + $0 }.joined(separator: ",\n") + "\n]\n"
        let isWritten = unsafe fputs(text, file) >= 0
        isOpen = false
        guard unsafe fclose(file) == 0, isWritten, unsafe rename(temporaryPath, path) == 0 else {
            let failure = Self.failure(path)
            unsafe unlink(temporaryPath)
            throw failure
        }
    }

    private static func failure(_ path: String) -> BenchError {
        BenchError("\(path) cannot be written: \(unsafe String(cString: strerror(errno)))")
    }
}
