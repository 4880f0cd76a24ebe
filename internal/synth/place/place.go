// Package place names the regions that invented worlds lie in.
//
// What bites: codes and names are real, and nothing else is. Which region is
// busy in a world is drawn by its seed and says nothing about the region.
package place

import "strings"

// Prefecture is a real code of GB/T 2260 with its names.
type Prefecture struct{ Code, City, Province, Pinyin, ProvincePinyin string }

// ProvinceCode is the code of the province that the prefecture lies in.
func (p Prefecture) ProvinceCode() string { return p.Code[:2] + "0000" }

// Prefectures returns the forty regions of every world, in order of code.
func Prefectures() []Prefecture {
	var out []Prefecture
	for line := range strings.Lines(gb2260) {
		if f := strings.Fields(line); len(f) == 5 {
			out = append(out, Prefecture{f[0], f[1], f[2], f[3], f[4]})
		}
	}
	return out
}

const gb2260 = `
130100 石家庄市 河北省 Shijiazhuang Hebei
130600 保定市 河北省 Baoding Hebei
140100 太原市 山西省 Taiyuan Shanxi
210100 沈阳市 辽宁省 Shenyang Liaoning
210200 大连市 辽宁省 Dalian Liaoning
220100 长春市 吉林省 Changchun Jilin
230100 哈尔滨市 黑龙江省 Harbin Heilongjiang
320100 南京市 江苏省 Nanjing Jiangsu
320200 无锡市 江苏省 Wuxi Jiangsu
320500 苏州市 江苏省 Suzhou Jiangsu
330100 杭州市 浙江省 Hangzhou Zhejiang
330200 宁波市 浙江省 Ningbo Zhejiang
330300 温州市 浙江省 Wenzhou Zhejiang
330400 嘉兴市 浙江省 Jiaxing Zhejiang
330700 金华市 浙江省 Jinhua Zhejiang
331000 台州市 浙江省 Taizhou Zhejiang
340100 合肥市 安徽省 Hefei Anhui
350100 福州市 福建省 Fuzhou Fujian
350200 厦门市 福建省 Xiamen Fujian
350300 莆田市 福建省 Putian Fujian
350500 泉州市 福建省 Quanzhou Fujian
360100 南昌市 江西省 Nanchang Jiangxi
370100 济南市 山东省 Jinan Shandong
370200 青岛市 山东省 Qingdao Shandong
371300 临沂市 山东省 Linyi Shandong
410100 郑州市 河南省 Zhengzhou Henan
420100 武汉市 湖北省 Wuhan Hubei
430100 长沙市 湖南省 Changsha Hunan
440100 广州市 广东省 Guangzhou Guangdong
440300 深圳市 广东省 Shenzhen Guangdong
440500 汕头市 广东省 Shantou Guangdong
440600 佛山市 广东省 Foshan Guangdong
441300 惠州市 广东省 Huizhou Guangdong
441900 东莞市 广东省 Dongguan Guangdong
442000 中山市 广东省 Zhongshan Guangdong
450100 南宁市 广西壮族自治区 Nanning Guangxi
510100 成都市 四川省 Chengdu Sichuan
520100 贵阳市 贵州省 Guiyang Guizhou
530100 昆明市 云南省 Kunming Yunnan
610100 西安市 陕西省 Xi'an Shaanxi
`
