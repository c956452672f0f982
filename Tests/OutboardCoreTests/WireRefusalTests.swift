import Glibc
import OutboardCore
import OutboardSystem
import Testing

@Suite struct WireRefusalTests {
    private func bytes(_ value: some WireValue) -> [UInt8] { WireBytes.encode(value).bytes }

    @Test func `a Bool is 0 or 1`() {
        for byte in UInt8(2)...255 {
            #expect(WireBytes.error([byte], as: Bool.self)?.code == .invalidBool)
            #expect(WireBytes.error([1, 0, 0, 0, byte], as: [Bool].self)?.code == .invalidBool)
        }
    }

    @Test func `the mark of an optional is 0 or 1`() {
        for byte in UInt8(2)...255 {
            #expect(WireBytes.error([byte, 0], as: UInt8?.self)?.code == .invalidOptional)
        }
    }

    @Test(arguments: [
        [0x80], [0xbf], [0xc0, 0x80], [0xc1, 0xbf], [0xc3], [0xe0, 0x80, 0x80], [0xe2, 0x82], [0xed, 0xa0, 0x80],
        [0xed, 0xbf, 0xbf], [0xf0, 0x80, 0x80, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xf5, 0x80, 0x80, 0x80], [0xff],
        [0xfe], [0x61, 0xff, 0x61], [0xf0, 0x9f, 0xa6], [UInt8](repeating: 0x61, count: 100) + [0xc3],
    ])
    func `a text is UTF-8`(_ text: [UInt8]) {
        #expect(WireBytes.error(bytes(text), as: String.self)?.code == .invalidUTF8)
        #expect(WireBytes.error([1, 0, 0, 0] + bytes(text), as: [String].self)?.code == .invalidUTF8)
        #expect(WireBytes.error([1, 0, 0, 0] + bytes(text) + [0], as: [String: Bool].self)?.code == .invalidUTF8)
    }

    @Test func `an enum has only its cases`() {
        for index: UInt16 in [4, 5, 255, 256, .max] {
            let error = WireBytes.error([2, 0, 0, 0] + bytes(index), as: Shape.self)
            #expect(error?.code == .unknownCase)
            #expect(error?.description.contains("\(index)") == true)
        }
    }

    @Test func `a dictionary has each key once`() {
        let twice: [UInt8] = [2, 0, 0, 0, 5, 1, 5, 0]
        #expect(WireBytes.error(twice, as: [UInt8: Bool].self)?.code == .duplicateKey)
        // The same text in two normal forms is one key.
        let forms = [2, 0, 0, 0] + bytes("\u{e9}") + [1] + bytes("e\u{301}") + [1]
        #expect(WireBytes.error(forms, as: [String: Bool].self)?.code == .duplicateKey)
        let zeros = [2, 0, 0, 0] + bytes(0.0) + [1] + bytes(-0.0) + [1]
        #expect(WireBytes.error(zeros, as: [Double: Bool].self)?.code == .duplicateKey)
    }

    @Test func `a count is at most what the bytes hold`() {
        for count: UInt32 in [.max, .max - 1, 0x8000_0000, 0x7fff_ffff, 100] {
            let bomb = bytes(count) + [UInt8](repeating: 0, count: 8)
            #expect(WireBytes.error(bomb, as: String.self)?.code == .truncated)
            #expect(WireBytes.error(bomb, as: [UInt8].self)?.code == .truncated)
            #expect(WireBytes.error(bomb, as: [Int].self)?.code == .truncated)
            #expect(WireBytes.error(bomb, as: [String].self)?.code == .truncated)
            #expect(WireBytes.error(bomb, as: [Bool?].self)?.code == .truncated)
            #expect(WireBytes.error(bomb, as: [UInt8: UInt8].self)?.code == .truncated)
            #expect(WireBytes.error(bomb, as: Person.self)?.code == .truncated)
            #expect(WireBytes.error(bomb, as: Shape.self)?.code == .truncated)
        }
    }

    @Test func `a composite cannot reach beyond its own bytes`() {
        // The inner text claims bytes that lie behind the struct.
        let reaching = bytes(UInt32(10)) + bytes(UInt32(1)) + bytes(UInt32(8)) + [UInt8](repeating: 0x61, count: 16)
        #expect(WireBytes.error(reaching, as: Person.self)?.code == .truncated)
        let shape = bytes(UInt32(2)) + bytes(UInt16(1)) + bytes(1.0)
        #expect(WireBytes.error(shape, as: Shape.self)?.code == .truncated)
    }

    @Test func `a duration whose seconds do not fit into 64 bits is refused`() {
        let one = Duration(attoseconds: 1)
        let greatest = Duration(secondsComponent: .max, attosecondsComponent: 999_999_999_999_999_999)
        let least = Duration(secondsComponent: .min, attosecondsComponent: -999_999_999_999_999_999)
        for duration in [greatest, least, .zero, one] {
            #expect(WireBytes.error(duration.wireBytes, as: Duration.self) == nil)
            // What is let through can be taken apart.
            _ = duration.components
        }
        for duration in [greatest + one, least - one, Duration(attoseconds: .max), Duration(attoseconds: .min)] {
            #expect(WireBytes.error(duration.wireBytes, as: Duration.self)?.code == .invalidValue)
        }
        var generator = SeededGenerator(seed: 7)
        #expect(WireBytes.error(generator.bytes(15), as: Duration.self)?.code == .truncated)
    }

    @Test func `values are nested at most as deep as the reader allows`() {
        #expect(WireBytes.error(bytes(Shape.nested(31)), as: Shape.self) == nil)
        for depth in [32, 64, 1000] {
            #expect(WireBytes.error(bytes(Shape.nested(depth)), as: Shape.self)?.code == .tooDeep)
        }
    }

    @Test func `a depth bomb needs no stack`() async throws {
        // 100,000 groups in groups, written by hand: a value of that depth could not even be destroyed.
        let levels = 100_000
        var bomb: [UInt8] = []
        for level in 0..<levels {
            bomb += bytes(UInt32((levels - level) * 10 - 4)) + bytes(UInt16(3)) + bytes(UInt32(1))
        }
        let error = try await Threads.run { [bomb] in WireBytes.error(bomb, as: Shape.self) }
        #expect(error?.code == .tooDeep)
    }

    @Test func `keys that do not equal themselves do not pile up`() async throws {
        // NaN is never found again in a dictionary, and all of them have the same hash: these would take a minute.
        let count = 100_000
        var bomb = bytes(UInt32(count))
        bomb.reserveCapacity(count * 9 + 4)
        for _ in 0..<count { bomb += [0, 0, 0, 0, 0, 0, 0xf8, 0x7f, 1] }
        let result = OneShot<WireError?>()
        try DedicatedThread.start(named: "test") { [bomb] in
            result.fulfil(WireBytes.error(bomb, as: [Double: Bool].self))
        }
        let error = try await Threads.run { result.wait(timeoutNanoseconds: Patience.nanoseconds) }
        #expect(error != nil, "it has not come to an end")
        #expect(error.flatMap(\.self) != nil, "it was accepted")
    }

    @Test func `a key has no more than 64 combining marks in a row`() {
        func pair(_ key: some WireValue) -> [UInt8] { [1, 0, 0, 0] + bytes(key) + [1] }
        // Accents, with marks of two bytes and of three, and one that is two when it is taken apart.
        for mark in ["\u{301}", "\u{20d0}", "\u{344}"] {
            let few = String(repeating: "e" + String(repeating: mark, count: 64), count: 100)
            let many = few + mark
            #expect(WireBytes.error(pair(few), as: [String: Bool].self) == nil)
            #expect(WireBytes.error(pair(many), as: [String: Bool].self)?.code == .invalidValue)
            #expect(WireBytes.error(pair([[many]]), as: [[[String]]: Bool].self)?.code == .invalidValue)
            #expect(WireBytes.error(pair(["x": many]), as: [[String: String]: Bool].self)?.code == .invalidValue)
            // Nobody hashes a value, nor what comes after a key.
            #expect(WireBytes.error(bytes(["x": many]), as: [String: String].self) == nil)
            #expect(WireBytes.error(bytes([many]), as: [String].self) == nil)
        }
        let long = String(repeating: "a long key, für 🦊 und 한국어 ", count: 1000)
        #expect(WireBytes.error(pair(long), as: [String: Bool].self) == nil)
    }

    @Test func `bombs take no memory`() async {
        await #expect(processExitsWith: .success) {
            alarm(Patience.seconds)
            var before = rusage()
            getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &before)
            for count: UInt32 in [.max, 0x7fff_ffff, 0x0fff_ffff, 1 << 20] {
                let head = WireBytes.encode(count).bytes
                for tail in [0, 8, 1000, 60_000] {
                    let bomb = head + [UInt8](repeating: 0, count: tail)
                    _ = WireBytes.error(bomb, as: [Int?].self)
                    _ = WireBytes.error(bomb, as: [Person?].self)
                    _ = WireBytes.error(bomb, as: [[Person]].self)
                    _ = WireBytes.error(bomb, as: [Int: [Int]].self)
                    _ = WireBytes.error(bomb, as: String.self)
                    _ = WireBytes.error([UInt8](repeating: 1, count: tail), as: [[[[[[Shape]]]]]].self)
                }
            }
            var after = rusage()
            getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &after)
            // In KiB; all the bombs together are less than a mebibyte.
            exit(after.ru_maxrss - before.ru_maxrss < 256 * 1024 ? 0 : 1)
        }
    }
}
