import Glibc
import OutboardSystem
import Testing

/// Notes of files that anybody may have made.
@Suite struct ELFNotesTests {
    private let directory = TemporaryDirectory()

    /// An ELF file with one segment of notes.
    private struct File {
        var notes: [(name: String, type: UInt32, contents: [UInt8])] = [("Outboard", 1, Array("name x\n".utf8))]
        var alignment: UInt64 = 4
        /// Where the segment is said to be, if not where it is.
        var offset: UInt64?
        var byteCount: UInt64?
        var segments = 1
        var tableOffset: UInt64 = 64

        var bytes: [UInt8] {
            var body: [UInt8] = []
            for note in notes {
                let name = note.name.isEmpty ? [] : Array(note.name.utf8) + [0]
                body += little(UInt32(name.count)) + little(UInt32(note.contents.count)) + little(note.type)
                body += name
                fill(&body)
                body += note.contents
                fill(&body)
            }
            var file: [UInt8] = [0x7f, 0x45, 0x4c, 0x46, 2, 1, 1] + [UInt8](repeating: 0, count: 9)
            file += little(UInt16(3)) + little(UInt16(183)) + little(UInt32(1)) + little(UInt64(0))
            file += little(tableOffset) + little(UInt64(0)) + little(UInt32(0))
            for value: UInt16 in [64, 56, UInt16(segments), 0, 0, 0] { file += little(value) }
            let start = UInt64(64 + 56 * segments)
            for _ in 0..<segments {
                file += little(UInt32(4)) + little(UInt32(4)) + little(offset ?? start) + little(UInt64(0))
                file += little(UInt64(0)) + little(byteCount ?? UInt64(body.count)) + little(UInt64(0))
                file += little(alignment)
            }
            return file + body
        }

        private func fill(_ bytes: inout [UInt8]) {
            while bytes.count % Int(alignment) != 0 { bytes.append(0) }
        }

        private func little(_ value: some FixedWidthInteger) -> [UInt8] {
            (0..<(value.bitWidth / 8)).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
        }
    }

    private func read(_ bytes: [UInt8]) -> Result<[ELFNotes.Note], ELFProblem> {
        Result { () throws(ELFProblem) in
            try ELFNotes(byteCount: bytes.count) { offset, count in Array(bytes[offset..<(offset + count)]) }.notes
        }
    }

    private func problem(_ bytes: [UInt8]) -> String? {
        if case .failure(let problem) = read(bytes) { return problem.description }
        return nil
    }

    private func problem(_ file: File) -> String? { problem(file.bytes) }

    @Test func `finds notes, of any machine, with both alignments`() throws {
        var file = File()
        let only = try #require(try read(file.bytes).get().first)
        #expect(only.name == Array("Outboard".utf8) && only.type == 1 && only.contents == Array("name x\n".utf8))
        file.notes = [("GNU", 3, [1, 2, 3]), ("", 7, []), ("Outboard", 1, [9, 9, 9, 9, 9])]
        for alignment: UInt64 in [4, 8] {
            file.alignment = alignment
            let notes = try read(file.bytes).get()
            #expect(notes.map(\.type) == [3, 7, 1])
            #expect(notes.map(\.contents) == [[1, 2, 3], [], [9, 9, 9, 9, 9]])
        }
        file.notes = []
        #expect(try read(file.bytes).get() == [])
        file.segments = 0
        #expect(try read(file.bytes).get() == [])
    }

    @Test func `says what kind of thing it is`() {
        func problem(_ path: String) -> String? {
            let error = #expect(throws: ELFProblem.self) { try ELFNotes(path: path) }
            return error?.description
        }
        #expect(problem(directory.path + "/none") == "it does not exist")
        #expect(problem(directory.path) == "it is a directory")
        #expect(problem("/dev/null") == "it is not a regular file")
        #expect(unsafe mkfifo(directory.path + "/fifo", 0o600) == 0)
        #expect(problem(directory.path + "/fifo") == "it is not a regular file")
        #expect(problem(directory.write("empty", "")) == "it is empty")
        #expect(problem(directory.write("text", "hello")) == "it is not an ELF file")
        #expect(problem(directory.write("script", "#!/bin/sh\n")) == "it is a script")
        #expect(problem(directory.write("short", "#!\n")) == "it is a script")
        #expect(
            problem(directory.write("narrow", CraftedELF(wordClass: 1).bytes))
                == "it is not a 64-bit little-endian ELF file")
    }

    @Test func `what is as large as it may be is read`() throws {
        var file = File(segments: 64)
        #expect(try read(file.bytes).get().count == 64)
        // A segment of 262,144 bytes, whose last note ends with it.
        file = File(notes: [("Outboard", 1, [UInt8](repeating: 7, count: 262_120))])
        #expect(try read(file.bytes).get().map(\.contents.count) == [262_120])
        // One more than 1024 is too many headers, as many are too many notes.
        #expect(problem(File(segments: 1024)) == "it has more notes than any program")
    }

    @Test func `looks at nothing but notes`() throws {
        // A segment to load, wherever it may be.
        var bytes = File(offset: .max).bytes
        bytes[64] = 1
        #expect(try read(bytes).get() == [])
        // Without a table nobody cares how long its entries are.
        bytes = File(segments: 0).bytes
        bytes[54] = 0
        #expect(try read(bytes).get() == [])
        bytes = File().bytes
        bytes[5] = 2
        #expect(problem(bytes) == "it is not a 64-bit little-endian ELF file")
    }

    @Test func `does not believe offsets, sizes and counts`() {
        for offset: UInt64 in [1 << 20, 1 << 63, .max, .max - 4] {
            #expect(problem(File(offset: offset)) == "it is truncated")
            #expect(problem(File(tableOffset: offset)) == "it is truncated")
        }
        #expect(problem(File(byteCount: 33)) == "it is truncated")
        #expect(problem(File(byteCount: 29)) == "its notes are damaged")
        for count: UInt64 in [(1 << 18) + 1, 1 << 63, .max] {
            #expect(problem(File(byteCount: count)) == "it has more notes than any program")
        }
        #expect(problem(File(byteCount: 5)) == "its notes are damaged")
        #expect(problem(File(segments: 65)) == "it has more notes than any program")
        #expect(problem(File(segments: 1025)) == "it has more program headers than any program")
        var bytes = File().bytes
        for place in [120, 124] {
            for value: UInt8 in [0x7f, 0xff] {
                bytes[place + 3] = value
                #expect(problem(bytes) == "its notes are damaged", "\(place)")
            }
            bytes[place + 3] = 0
        }
        bytes[54] = 57
        #expect(problem(bytes) == "its ELF header is damaged")
    }

    @Test func `every truncation is noticed`() {
        let whole = File().bytes
        for count in 0..<whole.count {
            let result = read(Array(whole.prefix(count)))
            #expect(throws: ELFProblem.self, "\(count)") { try result.get() }
        }
        // A file that shrinks while it is read.
        let short = Result { () throws(ELFProblem) in
            try ELFNotes(byteCount: whole.count) { offset, count in Array(whole[offset..<(offset + count)].dropLast(1))
            }
        }
        let shrunk = #expect(throws: ELFProblem.self) { try short.get() }
        #expect(shrunk?.description == "it is truncated")
        let gone = Result { () throws(ELFProblem) in try ELFNotes(byteCount: whole.count) { _, _ in nil } }
        #expect(throws: ELFProblem.self) { try gone.get() }
    }

    /// Nothing to expect but that it comes back, and reads nothing beyond the file: an index out of range would trap.
    @Test func `random changes do not trap`() {
        var generator = SystemRandomNumberGenerator()
        var file = File()
        file.notes = [("GNU", 3, [1, 2, 3]), ("Outboard", 1, [UInt8](repeating: 7, count: 40))]
        let whole = file.bytes
        for _ in 0..<20_000 {
            var bytes = Array(whole.prefix(Int.random(in: 0...whole.count, using: &generator)))
            for _ in 0..<Int.random(in: 0..<6, using: &generator) where !bytes.isEmpty {
                bytes[Int.random(in: 0..<bytes.count, using: &generator)] = [0, 1, 4, 8, 0x7f, 0x80, 0xff]
                    .randomElement()!
            }
            _ = read(bytes)
        }
        for _ in 0..<5_000 {
            let noise = (0..<Int.random(in: 0..<512)).map { _ in UInt8.random(in: 0...255) }
            _ = read([0x7f, 0x45, 0x4c, 0x46, 2, 1] + noise)
        }
    }
}
