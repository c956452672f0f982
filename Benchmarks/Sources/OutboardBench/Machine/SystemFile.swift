internal import Glibc

/// Short files of the kernel.
enum SystemFile {
    /// The first 64 KiB of a file, or nothing if it cannot be read.
    static func text(of path: String) -> String? {
        guard let file = unsafe fopen(path, "re") else { return nil }
        defer { unsafe fclose(file) }
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: 65536) { buffer, count in
            count = unsafe fread(buffer.baseAddress, 1, 65536, file)
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// What lies in a folder; empty if it cannot be read.
    static func names(in path: String) -> [String] {
        guard let folder = unsafe opendir(path) else { return [] }
        defer { unsafe closedir(folder) }
        var names: [String] = []
        while let entry = unsafe readdir(folder) {
            let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }

    /// The processors of a list such as `0-3,8`; empty if there is no such file.
    static func numbers(in path: String) -> [Int] {
        let text = text(of: path)?.filter { !$0.isWhitespace } ?? ""
        return text.split(separator: ",").flatMap { part -> [Int] in
            let bounds = part.split(separator: "-").compactMap { Int($0) }
            guard let first = bounds.first, let last = bounds.last, first <= last, last < 1 << 16 else { return [] }
            return Array(first...last)
        }
    }
}
