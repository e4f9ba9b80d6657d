/**
 * What an entry is (PROTOCOL.md, W2): the numbers of all kinds. Imported as `KIND`: constants of a module cost a game nothing but
 * their numbers.
 */

export const hello = 0x01;
export const welcome = 0x02;
export const refuse = 0x03;
export const claim = 0x04;
export const peer = 0x05;
export const remove = 0x06;
export const greet = 0x07;
export const live = 0x08;
export const cut = 0x09;
export const bye = 0x0a;
export const settings = 0x0b;
export const handOver = 0x0c;
export const piece = 0x0d;
export const heard = 0x0e;
export const silent = 0x0f;
export const forward = 0x10;
export const relayed = 0x11;
export const lost = 0x12;
export const kept = 0x13;
export const call = 0x20;
export const part = 0x21;
export const authority = 0x22;
export const barrier = 0x23;
export const ask = 0x24;
export const answer = 0x25;
