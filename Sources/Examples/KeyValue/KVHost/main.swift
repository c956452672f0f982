#if Macros
import KVInterface
import Outboard

try await withPlugin(at: "./kv-store", configuration: KVConfiguration(path: "/var/lib/app/kv")) { plugin in
    let kv = try plugin.client(KVClient.self)
    print(try kv.get(key: "hello") ?? [])
}
#else
print("KVHost needs the package's Macros trait, which is on unless a build disables the default traits.")
#endif
