import { t } from "@nakodo/core";
import type { CallContext, OnlineMatch } from "@nakodo/match-rpc";
import { remote, remotesFrom } from "@nakodo/match-rpc/decorators";

/** Compiled with standard decorators and with `experimentalDecorators`, and run both ways. */
export class Swimmer {
  readonly heard: string[] = [];

  @remote("authority", { transfer: "unreliableOrdered", args: [t.f32, t.f32] })
  move(x: number, y: number): void {
    this.heard.push(`move ${x} ${y}`);
  }

  @remote("anyPeer")
  say(text: string): void {
    this.heard.push(`say ${text}`);
  }

  quiet(): void {}
}

/** Its base class is not declared by itself. */
export class Fish extends Swimmer {
  @remote("anyPeer", { context: true, args: [t.u8], returns: t.u16 })
  async eat(call: CallContext, food: number): Promise<number> {
    await Promise.resolve();
    this.heard.push(`eat ${call.senderId} ${food}`);
    return food * 2;
  }

  /** Keeps the declaration of the method that it overrides. */
  override say(text: string): void {
    super.say(text.toUpperCase());
  }
}

/** As in another build, in which a minifier renamed the class. */
export class A extends Swimmer {}

export const FishRemotes = remotesFrom("Fish", Fish);
export const SwimmerRemotes = remotesFrom("Swimmer", A);

/** Each throws where it is evaluated. */
export const mistakes: (() => unknown)[] = [
  () => {
    class Wrong {
      @remote("anyPeer")
      static all(): void {}
      each(): void {}
    }
    return Wrong;
  },
  () => {
    class Wrong {
      @remote("anyPeer")
      @remote("authority")
      twice(): void {}
    }
    return Wrong;
  },
  () => remotesFrom("Nothing", class {}),
  () => remotesFrom("a b", Fish),
];

/** Only compiled: what the types of decorators let through. */
export function types(match: OnlineMatch<readonly [typeof FishRemotes]>, fish: Fish): void {
  match.rpc(fish, "move", 1, 2);
  match.rpc(fish, "eat", 7);
  match.ask(2, fish, "eat", 7).then((result: number) => result);
  // A call of what is not decorated compiles, and throws when it is made.
  match.rpc(fish, "quiet");
  // @ts-expect-error there is no such method
  match.rpc(fish, "jump");
  // @ts-expect-error a text is no number
  match.rpc(fish, "move", "1", 2);
  // @ts-expect-error the context is not the caller's to give
  match.rpc(fish, "eat", { senderId: 2 }, 7);

  class Wrong {
    // @ts-expect-error a number is no text
    @remote("anyPeer", { args: [t.f32] })
    say(_text: string): void {}

    // @ts-expect-error a field too many
    @remote("anyPeer", { args: [t.f32, t.f32] })
    turn(_angle: number, _by: string): void {}

    // @ts-expect-error the result is no text
    @remote("anyPeer", { returns: t.string(8) })
    count(): number {
      return 1;
    }

    // @ts-expect-error there is no such mode
    @remote("everyone")
    shout(): void {}

    // @ts-expect-error there is no such option
    @remote("anyPeer", { calllocal: true })
    whisper(): void {}

    // @ts-expect-error a method with a context must be declared so
    @remote("anyPeer", { args: [t.u8] })
    buy(_call: CallContext, _item: number): void {}
  }
  new Wrong();
}
