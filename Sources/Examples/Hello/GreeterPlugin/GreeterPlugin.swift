#if Macros
import GreeterInterface
import OutboardPlugin

@main
struct GreeterPlugin: Plugin, Greeter {
    init(configuration: NoConfiguration) {}

    var dispatcher: GreeterDispatcher<Self> { GreeterDispatcher(self) }

    func greet(name: String) throws -> String {
        guard !name.isEmpty else { throw GreeterError.noName }
        return "Hello, \(name)!"
    }
}
#else
@main
struct GreeterPlugin {
    static func main() {
        print("GreeterPlugin needs the package's Macros trait, which is on unless a build disables the default traits.")
    }
}
#endif
