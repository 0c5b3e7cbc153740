import type { Language } from '../retention/index.ts';

/** What a page can say: the question, that it is done, that a link is not one of ours, that the store could not be written. */
export type PageKind = 'ask' | 'done' | 'unknown' | 'later';

interface PageWords {
  readonly title: string;
  readonly text: (shop: string) => string;
}

interface Words extends Readonly<Record<PageKind, PageWords>> {
  readonly button: string;
  /** Who helps, in front of the address; and where there is none. */
  readonly help: string;
  readonly helpWithoutAddress: string;
}

export const pageWords: Readonly<Record<Language, Words>> = {
  en: {
    ask: { title: 'Unsubscribe', text: (shop) => `Press the button, and ${shop} sends you no more offers by e-mail.` },
    done: { title: 'You are unsubscribed', text: (shop) => `${shop} sends you no more offers by e-mail.` },
    unknown: {
      title: 'This link does not work',
      text: () => 'Part of it may be missing: open it from the mail once more, without copying it by hand.',
    },
    later: {
      title: 'Not done yet',
      text: () => 'This could not be stored just now. Please press the button again in a moment.',
    },
    button: 'Unsubscribe',
    help: 'If you need help, write to',
    helpWithoutAddress: 'If you need help, answer the mail that you got.',
  },
  zh: {
    ask: { title: '退订', text: (shop) => `点击下面的按钮后，${shop}不会再向您发送优惠邮件。` },
    done: { title: '您已退订', text: (shop) => `${shop}不会再向您发送优惠邮件。` },
    unknown: { title: '此链接无效', text: () => '链接可能不完整：请直接在邮件中重新点开，不要手动复制。' },
    later: { title: '尚未完成', text: () => '暂时无法保存您的请求，请稍后再点一次按钮。' },
    button: '退订',
    help: '如需帮助，请写信至',
    helpWithoutAddress: '如需帮助，请直接回复您收到的邮件。',
  },
};
