import Glibc

/// The texts that have to agree: the headers, and the page that explains them.
enum ContractFiles {
    /// `docs/abi.md`.
    static var page: String { read("docs/abi.md") }
    /// The headers, one after the other.
    static var headers: String {
        ["record", "log", "segment", "control", "note"].map { read("Sources/COutboard/include/outboard/\($0).h") }
            .joined()
    }
    /// The program at the end of the page, as it is built.
    static var skeleton: String { read("Tests/Fixtures/CSkeleton/main.c") }

    private static func read(_ path: String) -> String {
        let root = #filePath.split(separator: "/").dropLast(3).reduce("") { $0 + "/" + $1 }
        guard let file = fopen("\(root)/\(path)", "r") else { return "" }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65536)
        while case let count = fread(&buffer, 1, buffer.count, file), count > 0 { bytes += buffer.prefix(count) }
        return String(decoding: bytes, as: UTF8.self)
    }
}
