#if Macros
import KVInterface
import OutboardPlugin

@main
struct KVStore: Plugin, KV {
    private let store: Store

    init(configuration: KVConfiguration) throws {
        self.store = try Store(path: configuration.path)
    }

    var dispatcher: KVDispatcher<Self> { KVDispatcher(self) }

    func get(key: String) throws -> [UInt8]? { store[key] }
    func put(key: String, value: [UInt8]) throws { try store.put(key, value) }
}
#else
@main
struct KVStore {
    static func main() {
        print("KVStore needs the package's Macros trait, which is on unless a build disables the default traits.")
    }
}
#endif
