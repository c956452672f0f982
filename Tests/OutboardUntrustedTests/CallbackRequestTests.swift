import Testing

@testable import OutboardUntrusted

/// What a plugin's callback may say.
@Suite struct CallbackRequestTests {
    private static func read(_ bytes: [UInt8], _ interfaceCount: Int) -> Result<CallbackRequest, WireError> {
        bytes.withUnsafeBytes { buffer in
            guard let start = buffer.baseAddress else { return .failure(.truncated) }
            var reader = WireReader(start: start, byteCount: buffer.count)
            do throws(WireError) {
                return .success(try CallbackRequest(from: &reader, interfaceCount: interfaceCount))
            } catch {
                return .failure(error)
            }
        }
    }

    @Test func `it names an interface that is wanted, and any method`() {
        let bytes: [UInt8] = [1, 0, 0xff, 0xff, 7, 8]
        let request = CallbackRequest(interface: 1, method: .max, arguments: [7, 8])
        #expect(request.wireBytes == bytes)
        #expect((try? Self.read(bytes, 2).get()) == request)
        #expect((try? Self.read(Array(bytes.prefix(4)), 3).get())?.arguments == [])
        for count in [0, 1] {
            #expect(throws: WireError.invalidValue("interface 1 of \(count)")) { try Self.read(bytes, count).get() }
        }
        for count in 1...3 {
            #expect(throws: WireError.truncated) { try Self.read(Array(bytes.prefix(count)), 2).get() }
        }
    }
}
