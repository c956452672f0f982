import Glibc
import Testing

@testable import Outboard

@Suite("The look at a plugin's file")
struct ProgramWatchTests {
    @Test("A file is started when it is another one than was started, and has stopped changing")
    func looks() throws {
        var template = Array("/tmp/outboard-watch-XXXXXX".utf8CString)
        #expect(mkdtemp(&template) != nil)
        let folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let (path, other) = (folder + "/a", folder + "/b")
        defer {
            unlink(path)
            unlink(other)
            rmdir(folder)
        }
        func append(_ path: String) {
            let file = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
            #expect(file >= 0 && write(file, "x", 1) == 1)
            close(file)
        }
        append(path)
        var watch = ProgramWatch()
        func look() -> Bool { watch.look(at: ProgramFile(path)) }
        watch.noteStart(of: ProgramFile(path))
        #expect(!look() && !look())
        // It grows, and then it does not.
        for _ in 0..<3 {
            append(path)
            #expect(!look())
        }
        #expect(look())
        // Started and no good: not again.
        watch.noteStart(of: ProgramFile(path))
        #expect(!look() && !look())
        // Gone for a while, and then another one of the same size.
        unlink(path)
        #expect(!look())
        for _ in 0..<4 { append(other) }
        #expect(rename(other, path) == 0)
        #expect(!look())
        #expect(look())
    }
}
