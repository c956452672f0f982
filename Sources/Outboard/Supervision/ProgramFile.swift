internal import Glibc

/// Which file lies at a path, and in which state: equal as long as nobody has put another one there or written to it.
struct ProgramFile: Equatable {
    private let device: UInt
    private let number: UInt
    private let byteCount: Int
    private let modified: [Int]

    /// Looks at the file, through links; nil if there is none.
    init?(_ path: String) {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else { return nil }
        device = UInt(status.st_dev)
        number = UInt(status.st_ino)
        byteCount = Int(status.st_size)
        // The second pair also changes where somebody sets the first.
        modified = [
            Int(status.st_mtim.tv_sec), Int(status.st_mtim.tv_nsec), Int(status.st_ctim.tv_sec),
            Int(status.st_ctim.tv_nsec),
        ]
    }
}
