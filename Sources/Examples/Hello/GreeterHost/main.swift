#if Macros
import GreeterInterface
import Outboard

try await withPlugin(at: ".build/debug/GreeterPlugin") { plugin in
    let greeter = try plugin.client(GreeterClient.self)
    print(try greeter.greet(name: "world"))
    do {
        print(try greeter.greet(name: ""))
    } catch GreeterError.noName {
        print("Nobody to greet.")
    } catch let error as OutboardError {
        print("The plugin is gone: \(error.message)")
    }
}
#else
print("GreeterHost needs the package's Macros trait, which is on unless a build disables the default traits.")
#endif
