#if Macros
import KVInterface
import Outboard
import Testing

/// The plugin of the guide for those who come from go-plugin.
@Suite struct KeyValueTests {
    @Test func keepsValues() async throws {
        let configuration = KVConfiguration(path: "/var/lib/app/kv")
        try await withPlugin(at: Programs.kvStore, configuration: configuration) { plugin in
            let kv = try plugin.client(KVClient.self)
            #expect(try kv.get(key: "hello") == nil)
            try kv.put(key: "hello", value: [1, 2])
            #expect(try kv.get(key: "hello") == [1, 2])
            #expect(throws: KVError.tooLarge(limit: 1 << 20)) {
                try kv.put(key: "large", value: [UInt8](repeating: 0, count: (1 << 20) + 1))
            }
        }
    }

    @Test func refusesAPlaceThatIsNone() async {
        let error = await #expect(throws: OutboardError.self) {
            try await withPlugin(at: Programs.kvStore, configuration: KVConfiguration(path: "here")) { _ in }
        }
        #expect(error?.code == .refused && error?.message.contains("no absolute path") == true)
    }
}
#endif
