import Glibc
import SystemPackage
import Testing

@testable import OutboardSystem

/// What is checked of a program is true of what runs: the copy cannot change, and is of what lay at the path itself.
@Suite struct SealedImageTests {
    private let directory = TemporaryDirectory()
    private let program: [UInt8] = (0..<10_000).map { UInt8(truncatingIfNeeded: $0 / 3) }

    private func image(_ path: String, limit: Int = SealedImage.maximumByteCount) throws(Errno) -> SealedImage {
        try SealedImage(copying: path, name: "outboard-test", limit: limit)
    }

    @Test func `has the bytes of the program, also after that was changed`() throws {
        let path = directory.write("program", program)
        let image = try image(path)
        _ = directory.write("program", "another")
        var bytes: [UInt8] = []
        try unsafe image.forEachPiece { unsafe bytes.append(contentsOf: $0) }
        #expect(image.byteCount == program.count && bytes == program)
    }

    @Test func `cannot be changed`() throws {
        let image = try image(directory.write("program", program))
        #expect(image.isSealed)
        #expect(unsafe pwrite(image.file.raw, program, 1, 0) == -1 && errno == EPERM)
        #expect(ftruncate(image.file.raw, 1) == -1 && errno == EPERM)
        #expect(throws: Errno.notPermitted) { try image.file.seal(.futureWrite) }
    }

    @Test func `a link is not followed`() throws {
        let link = directory.path + "/link"
        #expect(unsafe symlink(directory.write("program", program), link) == 0)
        #expect(throws: Errno.tooManySymbolicLinkLevels) { _ = try image(link) }
    }

    @Test func `what is no file is refused, and holds nobody up`() async {
        await #expect(processExitsWith: .success) {
            alarm(60)
            let directory = TemporaryDirectory()
            let fifo = directory.path + "/fifo"
            #expect(unsafe mkfifo(fifo, 0o755) == 0)
            for path in [fifo, directory.path, "/dev/null", "/dev/zero"] {
                #expect(throws: Errno.execFormatError) { _ = try SealedImage(copying: path, name: "x", limit: 1 << 20) }
            }
        }
    }

    @Test func `more than there may be is refused`() throws {
        let path = directory.write("program", program)
        #expect(throws: Errno.fileTooLarge) { _ = try image(path, limit: program.count - 1) }
        #expect(try image(path, limit: program.count).byteCount == program.count)
    }
}
