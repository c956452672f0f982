import Glibc
import Testing

@testable import OutboardUntrusted

/// What decoding refuses, and what it reserves before it has seen that there is as much.
@Suite struct DecodingCheckTests {
    private static func code<T: WireValue>(_ bytes: [UInt8], _ type: T.Type) -> WireError.Code? {
        do throws(WireError) {
            _ = try T(wireBytes: bytes)
            return nil
        } catch {
            return error.code
        }
    }

    @Test func `the error says what was wrong`() {
        #expect(Self.code([2], Bool.self) == .invalidBool)
        #expect(Self.code([2], UInt8?.self) == .invalidOptional)
        #expect(Self.code([1, 0], Bool.self) == .leftOver)
        #expect(Self.code([], Bool.self) == .truncated)
        #expect(Self.code([1, 0, 0, 0, 0xff], String.self) == .invalidUTF8)
        #expect(Self.code([22], WireType.self) == .unknownCase && Self.code([0], WireType.self) == .unknownCase)
        // Would be an empty dictionary, an array or a text if its case were one.
        #expect(Self.code([6, 0, 0, 0, 3, 0, 0, 0, 0, 0], LogValue.self) == .unknownCase)
        #expect(Self.code([6, 0, 0, 0, 2, 0, 0, 0, 0, 0], LogValue.self) == nil)
    }

    @Test func `a byte that is not UTF-8 is refused wherever it is`() {
        for count in 1...24 {
            for place in 0..<count {
                var text = [UInt8](repeating: 0x61, count: count)
                #expect(Self.code([UInt8(count), 0, 0, 0] + text, String.self) == nil)
                text[place] = 0x80
                #expect(Self.code([UInt8(count), 0, 0, 0] + text, String.self) == .invalidUTF8)
            }
        }
    }

    @Test func `bytes have a layout of their own`() {
        var schema = WireSchema()
        #expect([UInt8].describe(in: &schema) == .bytes)
        #expect([Int8].describe(in: &schema) == .array(.int8))
    }

    @Test func `a key may be a long text without spaces`() throws {
        let key = String(repeating: "日本", count: 100)
        #expect(try [String: Bool](wireBytes: [key: true].wireBytes) == [key: true])
    }

    @Test func `a key that does not equal itself is refused, alone and with others`() {
        let pair = [0, 0, 0, 0, 0, 0, 0xf8, 0x7f, 1] as [UInt8]
        #expect(Self.code([1, 0, 0, 0] + pair, [Double: Bool].self) == .invalidValue)
        #expect(Self.code([2, 0, 0, 0] + pair + pair, [Double: Bool].self) == .invalidValue)
        #expect(Self.code([1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xf0, 0x7f, 1], [Double: Bool].self) == nil)
    }

    @Test func `few elements reserve room for few`() throws {
        #expect(try [Bool?](wireBytes: [Bool?.some(true)].wireBytes).capacity < 512)
        for pairs: [UInt8: UInt8] in [[1: 2], [1: 2, 3: 4]] {
            #expect(try [UInt8: UInt8](wireBytes: pairs.wireBytes).capacity < 512)
        }
    }

    @Test func `many elements reserve no room before they are seen`() async {
        await #expect(processExitsWith: .success) {
            // 64 MiB of bytes that claim as many elements, of which the first is none. What the process may have is that and
            // half a gibibyte.
            let count = 64 << 20
            var bytes = [UInt8](repeating: 0xff, count: count + 4)
            bytes.replaceSubrange(0..<4, with: UInt32(count / 2).wireBytes)
            guard let file = fopen("/proc/self/statm", "r") else { exit(2) }
            var pages = 0
            withUnsafeMutablePointer(to: &pages) { pages in
                _ = withVaList([pages]) { vfscanf(file, "%ld", $0) }
            }
            var limit = rlimit()
            getrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit)
            limit.rlim_cur = UInt(pages * 4096 + (512 << 20))
            guard pages > 0, setrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit) == 0 else { exit(3) }
            let refused =
                (try? [Duration?](wireBytes: bytes)) == nil && (try? [String?](wireBytes: bytes)) == nil
                && (try? [Bool?: Duration?](wireBytes: bytes)) == nil
            exit(refused ? 0 : 4)
        }
    }
}
