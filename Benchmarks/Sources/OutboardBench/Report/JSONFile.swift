internal import BenchInterface
internal import Glibc

/// The file that `--json` asks for.
@safe
struct JSONFile {
    private let path: String
    private let file: UnsafeMutablePointer<FILE>

    /// Opens the file, or says why it cannot be written.
    init(path: String) throws {
        guard let file = unsafe fopen(path, "we") else {
            throw BenchError("\(path) cannot be written: \(unsafe String(cString: strerror(errno)))")
        }
        self.path = path
        unsafe self.file = file
    }

    /// Writes the rows as a JSON array and closes the file.
    func write(_ rows: [ResultRow]) throws {
        let text = "[\n" + rows.map { "  " + $0.json }.joined(separator: ",\n") + "\n]\n"
        let isWritten = unsafe fputs(text, file) >= 0
        guard unsafe fclose(file) == 0, isWritten else {
            throw BenchError("\(path) was not written: \(unsafe String(cString: strerror(errno)))")
        }
    }
}
