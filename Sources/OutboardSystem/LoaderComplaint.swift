/// Reads the messages of glibc's dynamic loader (ld.so(8)).
enum LoaderComplaint {
    /// What a line means, nil when it is not the loader's.
    static func explain(_ line: String) -> String? {
        if let rest = remainder(of: line, after: "error while loading shared libraries: ") {
            // "libfoo.so.1: cannot open shared object file: No such file or directory"
            guard let library = rest.split(separator: ":").first else { return nil }
            return rest.contains("cannot open shared object file: No such file or directory")
                ? "shared library \(library) is missing" : "shared library \(rest)"
        }
        if let rest = remainder(of: line, after: "symbol lookup error: ") {
            // "/path/program: undefined symbol: name"
            guard let symbol = remainder(of: rest, after: "undefined symbol: ") else { return nil }
            return "a shared library lacks the symbol \(symbol)"
        }
        if let rest = remainder(of: line, after: ": version `"), let version = rest.split(separator: "'").first,
            rest.contains("not found")
        {
            // "program: /lib/libc.so.6: version `GLIBC_2.38' not found (required by program)"
            return "it needs \(version), which this machine's libraries do not have"
        }
        return nil
    }

    private static func remainder(of line: some StringProtocol, after marker: String) -> Substring? {
        let marker = Array(marker.utf8)
        let bytes = Array(line.utf8)
        guard bytes.count > marker.count else { return nil }
        for start in 0...(bytes.count - marker.count) where bytes[start...].starts(with: marker) {
            return Substring(String(decoding: bytes[(start + marker.count)...], as: UTF8.self))
        }
        return nil
    }
}
