import Glibc
import OutboardSystem
import Testing

@Suite struct SmallFileTests {
    @Test(arguments: [0, 1, 16 * 1024 - 1, 16 * 1024, 16 * 1024 + 1, 200_000])
    func `reads the whole text of short files and of long ones`(_ count: Int) throws {
        let file = try Memfd(name: "text", byteCount: count)
        let text = String(repeating: "a", count: count)
        let written = unsafe text.withCString { unsafe pwrite(file.raw, $0, count, 0) }
        #expect(written == count)
        #expect(SmallFile.text(of: "/proc/self/fd/\(file.raw)") == text)
    }

    @Test func `what cannot be read has no text`() {
        #expect(SmallFile.text(of: "/nowhere") == nil)
        #expect(SmallFile.text(of: "/proc") == nil)
    }
}
