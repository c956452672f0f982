internal import Glibc

/// Which file lies at a path, and in which state: equal as long as nobody has put another one there or written to it.
struct ProgramFile: Equatable {
    private let device: UInt
    private let number: UInt
    private let byteCount: Int
    private let modified: [Int]

    /// As plain numbers, for another host.
    var numbers: [Int] { [Int(bitPattern: device), Int(bitPattern: number), byteCount] + modified }

    /// The file that these numbers stand for; nil if they stand for none.
    init?(numbers: [Int]) {
        guard numbers.count == 7 else { return nil }
        device = UInt(bitPattern: numbers[0])
        number = UInt(bitPattern: numbers[1])
        byteCount = numbers[2]
        modified = Array(numbers[3...])
    }

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
